-- The data keys live apart from the data, so that their backups can be forgotten sooner.
CREATE DATABASE pharmacrm_keys;
