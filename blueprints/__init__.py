"""The slices. Imports run one way:

accounts → places → alerts → inspections | care | purchases → residents → summary → app.
"""
