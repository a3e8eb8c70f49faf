/**
 * uid and gid of "nobody" on every Linux, for programs that refuse root or need no rights. Such a program is started as this user,
 * because a change of user by itself would cancel the order to die with the harness (setpriv --pdeathsig).
 */
export const NOBODY = 65534
