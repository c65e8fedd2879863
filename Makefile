# Vigie. `make` alone lists the targets.
SHELL        := /bin/bash
.SHELLFLAGS  := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS    += --no-print-directory
export CGO_ENABLED ?= 0

CONFIG ?= config.yaml
# What reads pages and posts, or replays them, works in the goroutine that calls it: the race detector would only make it ten times slower.
# Each line of the command line's tests loads the models anew; the service behind them is raced in cmd/internal/app.
PURE   := ^vigie/(analyzers(/.*)?|cmd/eval|cmd/vigie|crawlers/(charset|extract|feed|opml|post))$$
ASSETS := dashboards/web/static/vendor/.stamp

.PHONY: help build assets engine demo run test lint bench eval train soak clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: assets ## write bin/vigie
	@echo "building bin/vigie"
	@go build -trimpath -o bin/vigie ./cmd/vigie

assets: $(ASSETS)

# Fonts and htmx come from npm, pinned in package-lock.json, which npm checks.
$(ASSETS): package.json package-lock.json
	@echo "installing the pages' fonts and scripts from npm"
	@npm ci --no-audit --no-fund --loglevel=error
	@npm run --silent assets
	@touch $@

engine: build
	@bin/vigie engine install >/dev/null

demo: engine ## a sample organisation and its web, on http://localhost:8080
	@bin/vigie demo

run: engine ## the service for your own config.yaml (CONFIG=other.yaml)
	@bin/vigie --config $(CONFIG) serve

test: engine ## every test: installs what they need (chromium, gcc) first
	@.ci/setup chromium gcc
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "error: not gofmt'ed:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	CGO_ENABLED=1 go test -race -timeout 18m -skip '^TestSample(World|Case)$$' $$(go list ./... | grep -vE '$(PURE)')
	go test -timeout 18m -run '^TestSample(World|Case)$$' ./cmd/internal/app
	go test -timeout 18m $$(go list ./... | grep -E '$(PURE)')

lint: ## staticcheck and gofumpt, pinned in tools/go.mod
	go tool -modfile=tools/go.mod staticcheck ./...

bench: engine ## speed, beside a bare baseline in the same run
	go test -run '^$$' -bench . -benchmem -benchtime 3s ./analyzers
	go test -run '^$$' -bench 'AddPosts|Tick' -benchtime 1x ./cmd/internal/store
	go test -run '^$$' -bench 'Pages|Round' -benchtime 1x ./crawlers

eval: ## quality: each measure whose data stand in ../shared/data
	@go run ./cmd/eval

train: ## rebuild every model from ../shared/data
	@go run ./cmd/train

soak: engine ## fuzz every parser of outside bytes for a minute each
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -rhoE '^func Fuzz[A-Za-z]+' $$p/*_test.go | cut -c6-); do \
	    echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s -fuzzminimizetime 5s $$p; done; done

clean: ## remove what make built (not the data, not the download cache)
	rm -rf bin node_modules dashboards/web/static/vendor
