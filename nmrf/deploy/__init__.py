"""What a production machine needs beside the code: image, proxy, health checks, backup."""
