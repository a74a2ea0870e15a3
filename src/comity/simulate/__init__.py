"""Assemblies with known truth, for tests, benchmarks and the demo. Whatever is simulated says so.

- `assembly.simulate`: people in opinion groups, with blocs and hidden minorities on request
- `demo.consultation`: an assembly on the twenty-one questions
"""
