package report

import "strings"

// bare are the characters that no shell makes something of.
const bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+,"

// ShellWord is word as it stands in a command that somebody copies into a shell:
// quoted where it has to be.
func ShellWord(word string) string {
	if word != "" && strings.Trim(word, bare) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
