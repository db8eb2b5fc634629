// Measures what a parser of others needs to read pages: go run main.go textparse.go, or victoriametrics.go, with pages as files.
// One line for each page: its name, bytes, samples, and the nanoseconds and bytes allocated in one round. The time is that
// of the CPU, the collector's included, and the least of many rounds.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

const (
	rounds       = 40
	bytesInRound = 20_000_000
)

func main() {
	for _, file := range os.Args[1:] {
		page, err := os.ReadFile(file)
		if err != nil {
			fail(err)
		}

		read := reader(page)
		samples := read()
		times := bytesInRound/len(page) + 1
		least, allocated := int64(0), uint64(0)
		for i := 0; i < rounds; i++ {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := used()
			for j := 0; j < times; j++ {
				read()
			}

			if time := used() - start; least == 0 || time < least {
				least = time
			}
			runtime.ReadMemStats(&after)
			allocated = (after.TotalAlloc - before.TotalAlloc) / uint64(times)
		}

		fmt.Println(filepath.Base(file), len(page), samples, least/int64(times), allocated)
	}
}

// The CPU time of this process so far, in nanoseconds.
func used() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, reason)
	os.Exit(1)
}
