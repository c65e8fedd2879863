package engine

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"
)

// result is what query_stable_v2 returns (struct local_result_v2 of chdb.h).
type result struct {
	text        *byte
	size        uintptr
	vector      unsafe.Pointer
	elapsed     float64
	rows, bytes uint64
	message     *byte
}

// runLibrary loads libchdb and runs clickhouse-local's command line in it. It
// returns when the engine has shut down.
func runLibrary(path string, args []string) error {
	handle, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return fmt.Errorf("load the engine %s: %w", path, err)
	}
	var query func(count int32, args unsafe.Pointer) *result
	var free func(*result)
	for name, to := range map[string]any{"query_stable_v2": &query, "free_result_v2": &free} {
		symbol, err := purego.Dlsym(handle, name)
		if err != nil {
			return fmt.Errorf("%s is not the engine that vigie knows: %w", path, err)
		}
		purego.RegisterFunc(to, symbol)
	}
	argv := make([]*byte, 0, len(args)+1)
	for _, a := range args {
		argv = append(argv, unsafe.StringData(a+"\x00"))
	}
	argv = append(argv, nil)
	r := query(int32(len(args)), unsafe.Pointer(&argv[0]))
	runtime.KeepAlive(argv)
	if r == nil {
		return errors.New("run the engine: no result")
	}
	defer free(r)
	if r.message == nil {
		return nil
	}
	return fmt.Errorf("run the engine: %s", strings.TrimSpace(cString(r.message)))
}

// cString copies a C string.
func cString(p *byte) string {
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return strings.Clone(unsafe.String(p, n))
}

// onOneThread runs f on a thread of its own: the signal that a bound process
// gets "when its parent dies" comes when the parent's thread does.
func onOneThread(f func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return f()
}
