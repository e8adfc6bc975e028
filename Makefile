# What developers repeat. `pip install -r requirements-dev.txt` first.
.PHONY: run lint types test test-slow test-tries test-faults demo-check examples licences lock wheel bench bench-full charts screenshots

run:
	streamlit run app.py

lint:
	ruff check .
	ruff format --check .
	lint-imports

types:
	mypy

# Browsers are given the machine for themselves: beside other work their pages are late.
test:
	pytest -n 2 -m "not browser and not slow"
	pytest -m "browser and not slow"

test-slow:
	pytest -m slow

# The properties that random worlds are tried on, ten times as often.
test-tries:
	TRIES=10 pytest tests/directors tests/movies tests/explore tests/profiles tests/api tests/store

# A hundred kills, fifty publishes, a minute of fifty threads, a thousand flipped bytes, two hundred
# failing system calls.
test-faults:
	pytest -m "slow or not slow" tests/store

# Exact versions for every platform and Python, from the ranges of pyproject.toml. Versions that are
# in the files already stay; delete a line to renew it. Needs `pip install uv`. Libraries for graphics
# cards are left out: a torch that uses them pins them itself, and a torch for processors needs none.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	--custom-compile-command "make lock" $(GPU_LIBRARIES:%=--no-emit-package %)
GPU_LIBRARIES = triton cuda-bindings cuda-pathfinder cuda-toolkit $(addprefix nvidia-,cublas cuda-cupti \
	cuda-nvrtc cuda-runtime cudnn-cu13 cufft cufile curand cusolver cusparse cusparselt-cu13 nccl-cu13 \
	nvjitlink nvshmem-cu13 nvtx)
lock:
	$(LOCK) pyproject.toml --output-file requirements-light.txt
	$(LOCK) pyproject.toml --extra text --constraint requirements-light.txt --output-file requirements.txt
	$(LOCK) pyproject.toml --extra text --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK) pyproject.toml --extra text --group dev --group bench --constraint requirements-dev.txt \
		--output-file requirements-bench.txt

# The package as others install it.
wheel:
	pip wheel --no-deps --wheel-dir dist .

demo-check:
	python data/demo/check.py

examples:
	python docs/make_examples.py

licences:
	python docs/make_licences.py

# A small version of all that needs no other data; writes no figures. Stores are kept in BENCH.
BENCH ?= /tmp/filmkin-bench
bench:
	python -m recsys build --demo --store $(BENCH)/demo
	python -m benchmarks.directors --films 33000 --dry
	python -m benchmarks.chance --films 33000 --dry
	python -m benchmarks.new_people --store $(BENCH)/demo --years 1990 --dry
	python -m benchmarks.paths --films 10000 --pairs 20 --rival-pairs 3 --dry
	python -m benchmarks.rivals --films 10000 --directors 100 --without-mariadb --dry
	python -m benchmarks.builds --fractions 0.003 --without-rival-above 0 --dry
	python -m benchmarks.films --films 3000 --questions 10 --rival-questions 4 --dry
	python -m benchmarks.search --titles 20000 --people 20000 --queries 20 --dry
	python -m benchmarks.sessions $(BENCH)/demo --sessions 1 5 --seconds 10 --dry
	python -m benchmarks.api $(BENCH)/demo --requests 200 --only 0 --dry
	python -m benchmarks.starvation $(BENCH)/demo --long 8 --seconds 3 --dry
	python -m benchmarks.app_memory $(BENCH)/demo --dry
	python -m benchmarks.memory --films 3000 --dry
	python -m benchmarks.cold_start $(BENCH)/demo --runs 3 --dry
	python -m benchmarks.franchises $(BENCH)/demo --at-least 2 --dry

# Needs requirements-bench.txt, MariaDB's server, Chromium, and real films with overviews and likes:
# see benchmarks/README.md. Takes hours, some 20 GB on disk.
FILMS ?= films10k
MOVIELENS ?= movielens
bench-full:
	python -m benchmarks.directors
	python -m benchmarks.chance
	python -m benchmarks.chance --films 900000
	python -m benchmarks.paths
	python -m benchmarks.paths --films 900000 --rival-pairs 5 --without-networkx
	python -m benchmarks.rivals
	python -m benchmarks.rivals --films 900000
	python -m benchmarks.builds --fractions 0.01 0.1 1 --work $(BENCH)/builds
	python -m recsys build --imdb $(FILMS)/imdb --overviews $(FILMS)/trakt-search.jsonl.gz \
		--model all-MiniLM-L6-v2 --store $(BENCH)/films
	python -m benchmarks.updates --data $(FILMS) --cache $(BENCH)/films
	python -m benchmarks.encoding --data $(FILMS)
	python -m benchmarks.films --store $(BENCH)/vectors
	python -m benchmarks.memory --store $(BENCH)/vectors
	python -m benchmarks.search --imdb $(FILMS)/imdb
	python -m benchmarks.sessions $(BENCH)/films
	python -m benchmarks.sessions $(BENCH)/builds/1.0/store
	python -m benchmarks.api $(BENCH)/films
	python -m benchmarks.starvation $(BENCH)/films
	python -m benchmarks.app_memory $(BENCH)/films
	python -m benchmarks.cold_start $(BENCH)/films
	python -m benchmarks.franchises $(BENCH)/films
	python -m benchmarks.new_people --store $(BENCH)/films
	python -m benchmarks.quality --store $(BENCH)/films --movielens $(MOVIELENS)
	python -m benchmarks.charts

# Pictures of benchmarks/RESULTS.md and the README's table of it.
charts:
	python -m benchmarks.charts

screenshots:
	python -m tests.app.screenshots
