import assert from 'node:assert/strict';
import test from 'node:test';
import {imageChange, shortImage} from '../../../src/fleet/page/images.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

test('an image is called by its tag, its digest or its name, whichever it has first', () => {
  assert.equal(shortImage('mirror.eu:5000/shop/checkout:1.42.0'), '1.42.0');
  assert.equal(shortImage(`shop/checkout:1.42.0@${digest('a')}`), '1.42.0');
  assert.equal(shortImage(`shop/checkout@${digest('a')}`), 'aaaaaaaaaaaa');
  assert.equal(shortImage('mirror.eu:5000/shop/checkout'), 'checkout');
  assert.equal(shortImage(''), '');
});

test('of a changed image only what differs is shown', () => {
  const of = (before: string, after: string) =>
    imageChange({containers: 'main', images: before}, {containers: 'main', images: after});
  assert.equal(of('shop/checkout:1', 'shop/checkout:2'), 'image 1 -> 2');
  assert.equal(of('shop/checkout', 'shop/checkout:2'), 'image checkout -> 2');
  assert.equal(of('shop/checkout:1', 'shop/pay:1'), 'image checkout:1 -> pay:1');
  assert.equal(
    of('docker.io/shop/checkout:1', 'mirror.eu/shop/checkout:1'),
    'image docker.io/shop/checkout -> mirror.eu/shop/checkout',
  );
  assert.equal(
    of(`checkout:1@${digest('a')}`, `checkout:1@${digest('b')}`),
    'image aaaaaaaaaaaa -> bbbbbbbbbbbb',
  );
  assert.equal(of('shop/checkout:1', 'shop/checkout:1'), undefined);
});

test('containers that changed together have their names before them, and more than two are counted', () => {
  const before = {containers: 'a,b,c,d', images: 'a:1,b:1,c:1,d:1'};
  assert.equal(imageChange(before, {...before, images: 'a:2,b:1,c:1,d:1'}), 'image 1 -> 2');
  assert.equal(imageChange(before, {...before, images: 'a:2,b:3,c:1,d:1'}), 'image a 1 -> 2, b 1 -> 3');
  assert.equal(imageChange(before, {...before, images: 'a:2,b:3,c:4,d:1'}), '3 images');
  assert.equal(imageChange(before, {containers: 'b,a,c,d', images: 'b:1,a:1,c:1,d:1'}), undefined);
});
