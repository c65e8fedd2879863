package claim

// standing says that the things counted exist or work: then they are no part and no
// change, as "512 agences ouvertes" and "512 branches in service" are.
var standing = set("ouvert ouverts ouverte ouvertes open active actives actif actifs existant existante existants existantes existing running operational operationnel operationnels operationnelle operationnelles")

// limits behind such a word make it a part after all: "ouvertes le samedi", "open on
// Sundays", "ouvertes par Ardenza".
var limits = set("le les l' ce cet cette depuis since on by par pour for pendant during from until till jusqu' jusque last this every late tous toutes toute mais but sans without")

// stands says whether token i tells that what q counts is there: "512 agences
// encore ouvertes", "has 512 open branches".
func (r *reading) stands(i int, q *quantity) bool {
	if i < q.to || !standing[r.tokens[i].fold] {
		return false
	}
	k := i + 1
	for k < len(r.tokens) && r.tokens[k].brk < comma && smallWords[r.tokens[k].fold] {
		k++
	}
	if k >= len(r.tokens) || r.tokens[k].brk >= comma {
		return true
	}
	f := r.tokens[k].fold
	lead := f == "en" || f == "in" || f == "at" || f == "a" || f == "d'ici"
	return !limits[f] && r.tokens[k].used <= 0 && !(lead && k+1 < len(r.tokens) && (r.tokens[k+1].used > 0 || months[r.tokens[k+1].fold] > 0 || nights[r.tokens[k+1].fold]))
}

var nights = set("night noon midi soiree nuit journee weekend week-end")

// inService says whether "en service" stands at token i, which is no part.
func (r *reading) inService(i int) bool {
	if i+1 >= len(r.tokens) || r.tokens[i].fold != "en" && r.tokens[i].fold != "in" {
		return false
	}
	switch r.tokens[i+1].fold {
	case "service", "activite", "operation", "fonctionnement", "exploitation", "use", "business":
		return i+2 >= len(r.tokens) || r.tokens[i+2].brk >= comma || r.tokens[i+2].fold != "de" && r.tokens[i+2].fold != "d'"
	}
	return false
}

// existing says whether the words behind q say that what it counts is there.
func (r *reading) existing(q *quantity, w window) bool {
	for i := q.to; i < w.to; i++ {
		if r.stands(i, q) || r.inService(i) {
			return true
		}
	}
	return false
}
