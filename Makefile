# What developers repeat. `pip install -r requirements-dev.txt` first.
.PHONY: run lint types test test-slow test-faults demo-check examples licences bench bench-full screenshots

run:
	streamlit run app.py

lint:
	ruff check .
	ruff format --check .

types:
	mypy

test:
	pytest

test-slow:
	pytest -m slow

# A hundred kills, fifty publishes, a minute of fifty threads.
test-faults:
	pytest -m "slow or not slow" tests/store

demo-check:
	python data/demo/check.py

examples:
	python docs/make_examples.py

licences:
	python docs/make_licences.py

bench:
	python -m benchmarks.directors --films 33000 --dry
	python -m benchmarks.rivals --films 33000 --directors 100 --without-mariadb --dry
	python -m benchmarks.builds --fractions 0.01 --without-rival-above 0 --dry

# Needs requirements-bench.txt and MariaDB's server.
bench-full:
	python -m benchmarks.directors
	python -m benchmarks.rivals
	python -m benchmarks.builds

screenshots:
	python -m tests.app.screenshots
