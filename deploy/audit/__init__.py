"""Looking at the running portal with tools from outside: vulnerabilities, HTML, page quality, headers."""
