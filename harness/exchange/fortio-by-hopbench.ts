/** How hopbench signs a result that it exports in fortio's form: the begin of `Version`, which is a bare number in fortio's own. */
export const BY_HOPBENCH = 'hopbench '
