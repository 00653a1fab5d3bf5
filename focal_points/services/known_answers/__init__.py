"""Answer once: verified answers kept (`keeping`), offered (`offers`), warned of (`aging`), used (`uses`)."""
