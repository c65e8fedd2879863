package claim

import (
	"strings"
	"testing"
)

func TestReadLayer(t *testing.T) {
	l, err := readLayer(weightsFile)
	if err != nil {
		t.Fatal(err)
	}
	if l.threshold <= 0 || l.threshold >= 1 {
		t.Errorf("threshold %v, want a probability", l.threshold)
	}
	for i, name := range featureNames {
		if name == "" || strings.Count(weightsFile, "\n"+name+": ") != 1 {
			t.Errorf("feature %d, %q, does not stand once in the file", i, name)
		}
	}
	if l.weights[featDiffers+int(byDate)] <= l.weights[featAgrees+int(byDate)] {
		t.Error("a date that differs weighs no more than one that agrees")
	}
	for file, want := range map[string]string{
		"bias: x\n":         "line 1",
		"# card\nbeauty: 1": `no feature is called "beauty"`,
	} {
		if _, err := readLayer(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", file, err, want)
		}
	}
}
