"""Files that outlive a request: pictures, exports; in a folder or in a bucket."""
