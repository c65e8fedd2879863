package claim

import "strings"

// kin are words that name the same metric, in French and English: a fact "Release
// date" is also what was released, or came out. A line a metric.
var kin = kinOf(`
release released publish published publication debut debuted premiered premiere aired came sorti sortie parution paru
length running runtime runs long lasts lasted duration duree dure
founded established formed created founding foundation incorporated began started opened inaugurated fonde fondation cree creation existe exists existed existence
outage down downtime offline restored panne indisponible indisponibilite hs coupure interruption retabli retablir retablissement
app apps application applications appli applis
fine fined fines penalty sanction sanctions sanctionne sanctionnee amende amendes condamne condamnee ecope
closed close closes closing closure closures shut shuts shutting ferme fermes fermer fermera fermeront ferment fermeture fermetures
profit profits benefice benefices
born birth birthday ne nee naissance
died death dead passed dies mort morte deces decede
height tall high elevation altitude hauteur haut
weight weigh weighs weighed poids pese
population inhabitants residents people habitants
area size surface superficie covers
gross grossed earned grossing recette recettes
cost costs price prix coute cout
employees employ employs staff workers work works working travaillent travaille bossent bosse workforce effectif effectifs emploie salaries
revenue revenues turnover
built construction constructed completed
painted year made
recorded recording enregistre
married spouse marriage wife husband
children child kids sons daughters
speed fast kmh mph vitesse
closed dissolved disbanded defunct ended
hausse hausses augmentation augmentations augmenter augmente augmentent relever releve relevent majoration majore
rise rises increase increases raise raises raising hike hikes hiking
vente vendre vend vendent vendu vendue vendus vendues revend revendre revendent revente
sell sells selling sold sale
vol voler vole volent vole volee volees derobe derobes derobees
steal steals stole stolen stealing theft
suppression supprimer supprime suppriment supprimes supprimees
rachat racheter rachete rachetee
`)

// kinOf reads lines of words that stand for one another, as stems.
func kinOf(lines string) map[string][]string {
	m := map[string][]string{}
	for _, l := range strings.Split(lines, "\n") {
		words := strings.Fields(l)
		for _, w := range words {
			for _, o := range words {
				if s := stemOf(o); s != stemOf(w) {
					m[stemOf(w)] = append(m[stemOf(w)], s)
				}
			}
		}
	}
	return m
}

// filler stand in the name of a metric without saying which: "release date".
var filler = stems("date dates time year years number nombre total annee duree temps day")

// relatives are other ways to say a metric of one telling word.
func relatives(st []string) []string {
	var rest []string
	for _, s := range st {
		if !filler[s] {
			rest = append(rest, s)
		}
	}
	if len(rest) != 1 {
		return nil
	}
	return append([]string{rest[0]}, kin[rest[0]]...)
}
