"""THE PROTOCOL: logins, launches, key sets and AGS as the specifications decide them; the one importer of pylti1p3."""
