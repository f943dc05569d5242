"""Making a fresh checkout ready to run. Every part is skipped when a stamp says that nothing has changed since.

packages.py  virtual environment and Python packages (standard library only: runs before there is an environment)
frontend.py  scripts and styles      catalogues.py  translations      static.py  files for the browser, collected
"""
