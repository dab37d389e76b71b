"""How is an operation answered without graphql-core?

A validated operation is compiled once to a plan, which runs breadth first: one step for each
selection and all its sources at once, and JSON is written straight from what the steps give.
Equals: `kg.api.run.stock_answer`, the same operation in stock execution.
"""
