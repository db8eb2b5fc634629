package main

import "github.com/VictoriaMetrics/VictoriaMetrics/lib/protoparser/prometheus"

// VictoriaMetrics' parser, which is not strict: labels and values, and no metadata.
func reader(page []byte) func() int {
	text := string(page)
	var rows prometheus.Rows
	return func() int {
		rows.UnmarshalWithErrLogger(text, func(reason string) { fail(reason) })
		return len(rows.Rows)
	}
}
