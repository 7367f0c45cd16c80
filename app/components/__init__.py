"""Parts of the pages: each takes a plan, or plain values, and draws it."""
