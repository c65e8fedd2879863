package extract

import "time"

// ReadThreadFree reads a thread as one of no known engine.
func ReadThreadFree(body []byte, pageURL string, now time.Time) (Thread, error) {
	p, err := openPage(body, pageURL, now)
	if err != nil {
		return Thread{}, err
	}
	return p.free()
}
