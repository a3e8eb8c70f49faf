/** The regularized incomplete beta function, from which tails of Student's t and of the binomial distribution follow. */

/** Lanczos' approximation, g = 7, of the logarithm of the gamma function; 15 digits for arguments above 0. */
const LANCZOS: readonly [number, ...number[]] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

function logGamma(z: number): number {
  const base = z + 6.5
  const series = LANCZOS.slice(1).reduce((sum, term, index) => sum + term / (z + index), LANCZOS[0])
  return 0.5 * Math.log(2 * Math.PI) + (z - 0.5) * Math.log(base) - base + Math.log(series)
}

/** Iterations of the continued fraction; it is exact to a double after a few dozen. */
const MOST_TERMS = 300
const PRECISION = 1e-15

/** The continued fraction of the regularized incomplete beta function (Press, "Numerical Recipes", §6.4). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value)
  let c = 1
  let d = 1 / tiny(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / tiny(1 + even * d)
    c = tiny(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / tiny(1 + odd * d)
    c = tiny(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < PRECISION) break
  }
  return fraction
}

/** I_x(a, b), the regularized incomplete beta function. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b
}
