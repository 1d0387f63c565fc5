"""Quizzes: attempts, answers saved as they are given, marking at submission, results."""
