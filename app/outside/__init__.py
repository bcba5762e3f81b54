"""THE ONLY OTHER SERVICES: mailboxes that take drafts, and the tool that is told of a hold."""
