import { expect, test } from 'vitest'
import { placeLabels, type Cross } from './label-places.ts'

const cross = (x: number, y: number, reach = 8): Cross => ({
  x,
  y,
  left: x - reach,
  right: x + reach,
  top: y - reach,
  bottom: y + reach,
  width: 90,
})
const boxOf = ({ align, x, y }: ReturnType<typeof placeLabels>[number], width: number) => {
  const left = { left: x, right: x - width, center: x - width / 2 }[align]
  return { left, right: left + width, top: y - 7, bottom: y + 7 }
}

test.each([
  ['apart', [cross(50, 200), cross(300, 40)]],
  ['side by side', [cross(300, 60), cross(330, 58)]],
  ['in the middle of intervals as wide as the plot', [cross(200, 120, 190), cross(210, 122, 190)]],
  ['on one another, at the upper edge', [cross(20, 5), cross(22, 6), cross(21, 7), cross(20, 8)]],
])('names of points that lie %s are within the plot, and none on another', (_, crosses) => {
  const boxes = placeLabels(crosses, 400, 250).map((place) => boxOf(place, 90))
  for (const [index, box] of boxes.entries()) {
    expect(box.left).toBeGreaterThanOrEqual(0)
    expect(box.right).toBeLessThanOrEqual(400)
    expect(box.top).toBeGreaterThanOrEqual(0)
    for (const other of boxes.slice(index + 1))
      expect(
        box.bottom <= other.top ||
          other.bottom <= box.top ||
          box.right <= other.left ||
          other.right <= box.left,
      ).toBe(true)
  }
})

test('a name keeps off the interval of another point where there is room', () => {
  const [, name] = placeLabels([cross(300, 60, 20), cross(350, 50, 8)], 400, 250)
  const { left, right, top, bottom } = boxOf(name!, 90)
  const crossesUpright = left < 300 && right > 300 && top < 80 && bottom > 40
  expect(crossesUpright).toBe(false)
})
