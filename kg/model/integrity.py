"""Do these records hold together?

Rules over records, whatever road they came by: references lead somewhere, lists of
containment have no circle, ends do not lie before starts, numbers and dates say what they
must. The forms of single texts are `kg.model.forms`.
"""
