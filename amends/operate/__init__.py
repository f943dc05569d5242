"""Starting, checking, backing up, measuring: the installation itself."""
