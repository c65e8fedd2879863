package post

// Yields is the kind of the posts that a source's own pages and feeds hold.
func (s Source) Yields() Kind {
	switch {
	case s.Kind == Forum:
		return Message
	case s.Kind == Social:
		return Status
	case s.Owner == Press, s.Owner == Institution, s.Owner == Company, s.Owner == Competitor:
		return Article
	}
	return Blog
}
