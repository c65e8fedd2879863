//go:build !linux

package engine

import (
	"errors"
	"os"
)

type terminal struct{ ours, stdin *os.File }

func openTerminal() (terminal, error) {
	return terminal{}, errors.New("the embedded ClickHouse runs on Linux only; " +
		"set `clickhouse.address` in config.yaml (or VIGIE_CLICKHOUSE) to a server of your own")
}

func (terminal) close() {}
