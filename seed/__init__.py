"""What does Daybook come with? The curated example, and the script that builds it."""
