package evidence

import "math"

// Tail returns the probability that a negative binomial count of the given mean
// and variance is k or more: a Poisson count whose rate is itself uncertain. A
// variance at or below the mean is a Poisson count.
func Tail(k, mean, variance float64) float64 {
	if k <= 0 {
		return 1
	}
	if mean <= 0 {
		return 0
	}
	size := 1e7
	if variance > mean {
		size = math.Min(size, mean*mean/(variance-mean))
	}
	return beta(mean/(mean+size), k, size)
}

// beta is the regularised incomplete beta function, by its continued fraction
// (Abramowitz and Stegun 26.5.8), evaluated with Lentz's method.
func beta(x, a, b float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	if x > (a+1)/(a+b+2) { // where the fraction of the other tail is the quicker
		return 1 - fraction(1-x, b, a)
	}
	return fraction(x, a, b)
}

func fraction(x, a, b float64) float64 {
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	c, d := 1.0, 1-(a+b)*x/(a+1)
	if math.Abs(d) < tiny {
		d = tiny
	}
	d = 1 / d
	sum := d
	for m := 1.0; m < 500; m++ {
		for _, t := range [2]float64{
			m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)),
			-(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1)),
		} {
			if d = 1 + t*d; math.Abs(d) < tiny {
				d = tiny
			}
			if c = 1 + t/c; math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			sum *= c * d
		}
		if math.Abs(c*d-1) < 1e-12 {
			break
		}
	}
	return math.Min(1, front*sum)
}
