"""Tools that know nothing of the domain: time, text, paging, jobs, pages, testing."""
