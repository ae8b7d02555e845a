"""English texts in one form: transcripts to be compared (Whisper), numbers to be spoken."""
