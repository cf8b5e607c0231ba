"""Files of recordings: in a folder of this machine, or on an S3-compatible server, behind one face."""
