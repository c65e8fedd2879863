package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/dashboards/report"
)

// metrics count what the pages cost, by route and not by address.
type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "vigie_http_request_duration_seconds",
			Help:    "Time to answer a request, by route and status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .15, .3, .6, 1.2, 2.5, 5, 10},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch counts the sources by state and the signals that somebody judged, each
// time the metrics are read.
func (m *metrics) watch(s *Site) { m.registry.MustRegister(sourceStates{s}, judgements{s}) }

// sourceStates reads the coverage when it is asked. Where the database does not
// answer there are no figures: none is better than old ones.
type sourceStates struct{ *Site }

// What it counts: every source once by its state, and those that fell silent.
func (sourceStates) descriptions() (state, silent *prometheus.Desc) {
	return prometheus.NewDesc("vigie_source_state", "Sources whose latest visit ended so.", []string{"state"}, nil),
		prometheus.NewDesc("vigie_source_silent", "Sources that answer, and have given nothing new for much longer than usual.", nil, nil)
}

func (c sourceStates) Describe(to chan<- *prometheus.Desc) {
	state, silent := c.descriptions()
	to <- state
	to <- silent
}

func (c sourceStates) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	found, err := c.Reports.Coverage(ctx, c.Now())
	if err != nil {
		c.Log.Warn("metrics without the sources", "error", err)
		return
	}
	states := map[string]int{report.Good: 0, report.Unchanged: 0, report.Empty: 0, report.Broken: 0, report.Refused: 0, report.Waiting: 0}
	quiet := 0
	for _, h := range found.Sources {
		states[h.State]++
		if h.Silent {
			quiet++
		}
	}
	state, silent := c.descriptions()
	for name, n := range states {
		to <- prometheus.MustNewConstMetric(state, prometheus.GaugeValue, float64(n), name)
	}
	to <- prometheus.MustNewConstMetric(silent, prometheus.GaugeValue, float64(quiet))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) count(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		_, route := mux.Handler(r)
		c := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(c, r)
		m.took.WithLabelValues(route, strconv.Itoa(c.status)).Observe(time.Since(start).Seconds())
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
