import { run } from '../../../../../system/command.ts'
import { inNetns } from '../../../../../system/network-namespace.ts'
import type { Breaks } from '../../../testing/break.ts'

export const breaks: Breaks = {
  direct: [
    {
      what: 'a rule that makes the node track connections',
      breakIt: ({ netns }) =>
        run(
          ...inNetns(netns, [
            ...['iptables-nft', '--append', 'FORWARD'],
            ...['--match', 'conntrack', '--ctstate', 'INVALID', '--jump', 'DROP'],
          ]),
        ),
      found: () => ['node, all tables', 'node, conntrack'],
    },
  ],
}
