import { run } from '../../../../../system/command.ts'
import type { Breaks } from '../../../testing/break.ts'

export const breaks: Breaks = {
  direct: [
    {
      what: 'a rule that makes the node track connections',
      breakIt: ({ netns }) =>
        run('nsenter', [
          ...[`--net=/run/netns/${netns}`, 'iptables-nft', '--append', 'FORWARD'],
          ...['--match', 'conntrack', '--ctstate', 'INVALID', '--jump', 'DROP'],
        ]),
      found: () => ['node, all tables', 'node, conntrack'],
    },
  ],
}
