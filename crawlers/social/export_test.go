package social

import "time"

// SetBounds bounds the runs of a stream.
func (r *Reader) SetBounds(all, idle time.Duration, bytes int64, posts int) {
	r.bounds = bounds{time: all, idle: idle, bytes: bytes, posts: posts}
}
