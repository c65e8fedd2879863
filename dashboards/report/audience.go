package report

// Band is a class of sources by their readers a month: Least and more, fewer
// than Below. Where Below is 0 it has no upper end; where Least is 0 too, nobody
// said how many there are.
type Band struct{ Least, Below int }

// Bands are the classes of sources by audience, the widest heard first.
func Bands() []Band {
	return []Band{{100_000, 0}, {10_000, 100_000}, {1_000, 10_000}, {1, 1_000}, {}}
}

// BandOf is the band of a source with so many readers a month.
func BandOf(readers int) Band {
	for _, b := range Bands() {
		if b.Least > 0 && readers >= b.Least {
			return b
		}
	}
	return Band{}
}
