"""What was asked, how answered?"""
