package feed

// isCDF tells a channel of Microsoft's format of 1997: it says in attributes
// what others say in elements.
func isCDF(root *node) bool {
	if root.name != "channel" {
		return false
	}
	for _, n := range append(root.find("item"), root) {
		if n.attrs["href"] != "" || n.attrs["lastmod"] != "" || n.child("abstract") != nil {
			return true
		}
	}
	return false
}

func fromCDF(root *node, base string) Feed {
	r := reader{base: first(absolute(root.attrs["base"], base), base)}
	f := Feed{Kind: "cdf", Title: line(r.pick(root, "title").markup), Link: absolute(root.attrs["href"], r.base), Language: root.lang()}
	f.Description, _ = prose(r.pick(root, "abstract").markup, r.base)
	f.Updated = when(root.attrs["lastmod"], false)
	items := root.find("item")
	for _, n := range items[:min(len(items), mostItems)] {
		i := Item{Title: line(r.pick(n, "title").markup), Link: absolute(n.attrs["href"], r.base), Language: n.lang(), Updated: when(n.attrs["lastmod"], false)}
		i.Text, i.Links = prose(r.pick(n, "abstract").markup, r.base)
		f.Items = append(f.Items, i)
	}
	return f
}
