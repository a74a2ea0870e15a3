"""The twenty-one questions that this program exists for, as data.

asked       the questions, each with what is enforced and what is measured
"""
