"""A desk of planners: processes that stay warm, answer many people, and share nothing between them."""
