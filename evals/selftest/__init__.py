"""The proof-reader's self-test: clean replies, each with one defect put in, and how many the check stops."""
