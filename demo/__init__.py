"""The demo neighbourhood: invented people in an invented subdistrict, with two weeks of history.

Everything that happens here happens through the same actions the screens call, at times in the past.
"""
