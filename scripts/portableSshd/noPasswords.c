/*
 * In place of crypt(3), which Debian's static musl lacks: no password is ever right (OpenSSH takes
 * NULL for a failure). Logins are by key only.
 */
char *
crypt(const char *key, const char *salt)
{
	(void)key;
	(void)salt;
	return 0;
}
