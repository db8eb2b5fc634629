package main

import (
	"errors"
	"io"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
)

// Prometheus' own parser: metadata, labels and values.
func reader(page []byte) func() int {
	symbols := labels.NewSymbolTable()
	return func() int {
		var series labels.Labels
		parser := textparse.NewPromParser(page, symbols, false)
		samples := 0
		for {
			switch entry, err := parser.Next(); {
			case errors.Is(err, io.EOF):
				return samples
			case err != nil:
				fail(err)
			case entry == textparse.EntryType:
				parser.Type()
			case entry == textparse.EntryHelp:
				parser.Help()
			case entry == textparse.EntrySeries:
				parser.Series()
				parser.Labels(&series)
				samples++
			}
		}
	}
}
