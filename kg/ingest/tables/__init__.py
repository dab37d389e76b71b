"""How do tables become records?"""
