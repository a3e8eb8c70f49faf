/** Checks a page with axe, by all rules of WCAG 2.2 A and AA and of best practice, whatever their impact. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** The size of targets is of WCAG 2.2 AA, and axe leaves it off by default. */
const OFF_BY_DEFAULT = { 'target-size': { enabled: true } }
/** Rules whose outcome depends on how the page is laid out, and on a phone may differ from that on a desk. */
export const RULES_OF_LAYOUT = ['target-size', 'scrollable-region-focusable', 'meta-viewport']
/** Rules whose outcome depends on colours: the contrast of every text, which takes most of the time. */
export const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']

/**
 * Returns the problems as text, one for each rule; empty where there are none.
 * @param only these rules; all when left out
 */
export async function accessibilityProblems(
  page: Page,
  only: readonly string[] | null = null,
): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    // The page has no frames, so that no second page has to put their results together.
    .setLegacyMode(true)
    // Only what is wrong is named by its selector: naming everything else takes longer than the rules.
    .options({
      resultTypes: ['violations'],
      ...(only ? { runOnly: { type: 'rule', values: [...only] } } : { rules: OFF_BY_DEFAULT }),
    })
  const { violations } = await axe.analyze()
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes
        .map(({ target }) => target.join(' '))
        .slice(0, 3)
        .join(', ')})`,
  )
}
