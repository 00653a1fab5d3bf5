#!/bin/sh
# Copies the database and the evidence files to a folder, again and again, and removes copies past their time.
set -eu

backups="${BACKUPS_FOLDER:-/backups}"
files="${FILES_FOLDER:-/files}"
every="${BACKUP_EVERY_HOURS:-24}"
keep="${BACKUP_KEEP_DAYS:-30}"

take() {
  stamp="$(date -u +%Y-%m-%dT%H%M%SZ)"
  part="$backups/.part-$stamp"
  mkdir -p "$part"
  pg_dump --format=custom --file="$part/database.dump"
  pg_restore --list "$part/database.dump" > /dev/null   # a dump that cannot be read is no backup
  if [ -d "$files/evidence" ]; then
    tar -C "$files" -czf "$part/evidence.tar.gz" evidence
  fi
  (cd "$part" && sha256sum ./* > SHA256SUMS)
  mv "$part" "$backups/$stamp"
  date -u > "$backups/last-good"
  echo "backup $stamp is complete"
}

tidy() {
  find "$backups" -mindepth 1 -maxdepth 1 -type d -name '20*' -mtime "+$keep" -exec rm -rf {} +
  find "$backups" -mindepth 1 -maxdepth 1 -type d -name '.part-*' -mmin +600 -exec rm -rf {} +
}

if [ "${1:-}" = once ]; then
  take
  tidy
  exit 0
fi
while true; do
  # A process of its own: inside a condition the shell would not stop at the first command that fails.
  if sh "$0" once; then
    sleep "$((every * 3600))"
  else
    echo "BACKUP FAILED; trying again in an hour" >&2
    sleep 3600
  fi
done
