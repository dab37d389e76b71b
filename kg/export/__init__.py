"""How do records leave?"""
