"""The shape of what people hand in on the register's pages."""
