package claim

import "strings"

// set makes a set of words that are apart by white space.
func set(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// stems is a set of the stems of words.
func stems(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[stemOf(w)] = true
	}
	return m
}

var (
	irregular = map[string]string{
		"buses": "bus", "bus": "bus", "busses": "bus", "people": "person", "persons": "person", "person": "person",
		"personnes": "person", "personne": "person", "passengers": "passag", "passenger": "passag", "passagers": "passag", "passager": "passag",
		"women": "woman", "men": "man", "children": "child", "lives": "life", "staff": "staff", "cuts": "cut",
		"travaux": "travail", "autobus": "bus", "jobs": "job", "posts": "post", "postes": "poste", "poste": "poste",
	}

	function = set(`de des du d' la le les l' un une en au aux a et ou par pour sur dans chez sous avec ce cette ces son sa ses leur
		leurs notre nos votre vos mon ma mes qui que qu' dont il elle on nous vous ils elles y n' s' c' j' se est
		the of an in on at and or by per for to with from its their our your his her this that these those which is are`)

	// numerals: their value. Those over 99 multiply.
	ones = map[string]float64{
		"zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
		"onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
		"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	}
	tens = map[string]float64{
		"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
		"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	}
	scales = map[string]float64{
		"cent": 100, "cents": 100, "hundred": 100, "mille": 1e3, "mil": 1e3, "thousand": 1e3, "thousands": 0,
		"million": 1e6, "millions": 1e6, "milliard": 1e9, "milliards": 1e9, "billion": 1e9, "billions": 1e9, "trillion": 1e12, "bn": 1e9, "mn": 1e6, "mio": 1e6, "mrd": 1e9, "md": 1e9, "mds": 1e9,
	}
	groups = map[string]float64{ // "une douzaine de", "a dozen": their roundness too
		"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60,
		"centaine": 100, "millier": 1000, "dozen": 12,
	}
	fractions = map[string]float64{ // "la moitié des", "a quarter of"
		"moitie": 1. / 2, "half": 1. / 2, "tiers": 1. / 3, "third": 1. / 3, "thirds": 1. / 3, "quart": 1. / 4, "quarts": 1. / 4, "quarter": 1. / 4, "quarters": 1. / 4,
		"cinquieme": 1. / 5, "cinquiemes": 1. / 5, "fifth": 1. / 5, "fifths": 1. / 5, "dixieme": 1. / 10, "dixiemes": 1. / 10, "tenth": 1. / 10, "tenths": 1. / 10,
	}

	// labels come before a number that only names something: "ligne 3".
	labels = set(`ligne lignes line lines n n° no nº numero number num page p pp pages article art route rue quai voie platform track gate
		porte salle room bus tram tramway metro train rer ter t chapitre chapter section figure fig tableau table annexe appendix version
		v depot zone tome vol volume episode saison season phase etape step niveau level flight vol ticket dossier case loi law lot
		bureau batiment building arret stop bis place type classe class covid euro5 top numeros autobus chambre hall sortie exit`)

	months = map[string]int{
		"janvier": 1, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "decembre": 12,
		"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
		"janv": 1, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "jan": 1, "feb": 2, "apr": 4, "aug": 8, "oct": 10, "nov": 11, "dec": 12,
	}

	negations = set(`zero nobody personne nul nulle aucun aucune pas jamais ni non sans nul nulle no not none never without neither nor isn't aren't don't doesn't didn't won't nothing
		isn aren don doesn didn won ain hasn haven wasn weren`)

	// levelStems say that a figure is all that there is.
	levelStems = stems(`reste restent restait resterait resteraient rester compte comptent compter possede possedent dispose disposent exploite exploitent
		exploiter totalise aligne emploie emploient total circule circulent roule roulent service flotte parc effectif fleet operate operates operating
		run runs running own owns has have had remain remains remaining left total there possess employ employs employing affiche atteint
		atteignent reach reaches stands stand gere manage manages numbers tombe tombee passe passee dropped fallen fell shrunk down disposer leaving laissant
		sert servent dessert desservent serves serve supplies rouler circuler ramene ramenee reduit reduite roulera disponible disponibles available`)
	// strongLevel outweighs a word of change beside it.
	strongLevel = stems(`reste restent restait resterait resteraient left remain remains remaining subsiste subsistent leaving laissant`)

	// changeStems say that a figure is a change or a part, not the level.
	changeStems = stems(`retire retires retirees retrait retraits supprime supprimes suppression suppressions perdu perdus perd perte pertes
		vendu vendus moins ajout ajoute ajoutes commande commandes commander achete achetes achat achats nouveau nouveaux nouvelle nouvelles neufs
		supplementaire supplementaires panne pannes brule brules electrique electriques hybride hybrides disparu disparus manque manquent
		immobilise immobilises accidente vandalise detruit detruits incendie remplace remplaces livre livres livraison renouvele sacrifie evapore
		withdrawn withdraw removed remove scrapped scrap scrapping lost lose losing fewer extra additional ordered order orders bought buy buying new
		broken electric hybrid burnt burned sold axed axe missing more taken replaced replace delivered parked stored vandalised destroyed cut
		recrute recrutes recrutement embauche embauches embaucher recruter licencie licencies recherche cherche greve grevistes blesses absents malades
		ferme fermes fermees fermer fermeture shut closed closing gagne gagnes gained gain won flooded inondes prives
		ouvre ouvrent ouvrir ouvert ouverts ouverte ouvertes opened opens opening inaugure inaugurer renove renover renoves renovated refurbished converted
		remplacer retirer supprimer ajouter acheter vendre livrer renouveler perdre fermer
		hired hire hires hiring recruited recruits seeks seeking strike strikers striking injured absent sick laid
		vanished gone disappeared added adding dropped deleted retired retire`)

	// shiftStems lead to how much something changed: "grew by 200 million".
	shiftStems = stems(`grew grown grow rose risen rise increased increase jumped climbed fell fallen fall dropped drop decreased decrease declined decline
		shrank shrunk slumped gained lost up down reduced reduit reduits cut coupe augmente augmenter hausse monte grimpe bondi progresse progression accru recule recul baisse baisser chute
		chuter ampute amputee rabote rogne trimmed slashed diminue diminution plonge gagne perdu cru`)

	// generic nouns stand for whatever is counted.
	generic = stems(`vehicule vehicules vehicle vehicles unite unites unit units exemplaire exemplaires engin engins autobus`)
)
