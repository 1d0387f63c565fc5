"""What every page needs: who is asking, forgery checks, errors, headers, filters, assets."""
