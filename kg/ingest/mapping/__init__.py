"""How do the rows of a table become records?"""
